import { catalogue } from '#domain/models/catalogue'
import { chooseModel, type ModelWish } from '#domain/models/choose-model'
import type { Services } from './services'

/** Tells what can be recognised here. What is returned throws as chooseModel does where a wish cannot be had. */
export function makeCanRecognise({ findModels }: Pick<Services, 'findModels'>): (wish: ModelWish) => Promise<void> {
  return async (wish) => void chooseModel(wish, await findModels(), catalogue)
}
