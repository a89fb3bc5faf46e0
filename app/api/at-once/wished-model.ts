import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { Services } from '../../web/services'

/**
 * The installed model of that name; null, which leaves the choice to Steno, for every other name: clients of other makers
 * come with names such as `whisper-1` that they cannot do without.
 */
export async function wishedModel({ findModels }: Pick<Services, 'findModels'>, name: string | undefined): Promise<string | null> {
  const isOfThatName = ({ entry }: InstalledModel) => entry.id === name
  return name !== undefined && (await findModels()).some(isOfThatName) ? name : null
}
