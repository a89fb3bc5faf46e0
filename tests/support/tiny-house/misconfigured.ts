import { AppError } from '#domain/errors/app-error'
import { runMain } from '#domain/lifecycle/run-main.server'

runMain(async () => {
  throw new AppError('config_invalid', 'The moon is in the wrong phase: wait.')
})
