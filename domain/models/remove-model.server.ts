import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors/app-error'

/**
 * Removes a model that was pulled, with what an unfinished download of it has left. Throws AppError `model_unknown` for what
 * cannot be an id, `model_not_installed` where it was not pulled.
 */
export async function removeModel(id: string, pullDir: string): Promise<void> {
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(id)) {
    throw new AppError('model_unknown', `There is no model ${id}. See the list with: npm run models -- list`)
  }
  const gone = await rm(join(pullDir, id), { recursive: true }).then(
    () => true,
    () => false,
  )
  await rm(join(pullDir, `${id}.part`), { recursive: true, force: true })
  if (!gone) throw new AppError('model_not_installed', `The model ${id} was not pulled, so there is nothing to remove.`)
}
