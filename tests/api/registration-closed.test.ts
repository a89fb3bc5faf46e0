import { expect, it } from 'vitest'
import { useApiHouse } from '#tests/support/api-house'

const api = useApiHouse({ registrationOpen: false })

it('makes no account where registration is closed', async () => {
  const account = { email: 'gus@example.com', userName: 'Gus', password: 'correct horse battery' }
  const { json } = await api.guest.refused('forbidden', 'POST', '/auth/register', account)
  expect(json.detail).toBe('Registration is closed on this installation.')
  await api.guest.refused('wrong_credentials', 'POST', '/auth/login', { email: account.email, password: account.password })
})
