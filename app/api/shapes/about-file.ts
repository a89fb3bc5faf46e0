import { lineField } from '#domain/errors/line-field'
import { limits } from '#domain/limits/limits'
import { uploadFields } from '#domain/uploads/upload-fields'

const { language, modelId } = uploadFields.shape

/** What is said about a file beside its content. */
export const aboutFile = {
  language: language.default('auto').describe('BCP 47, or `auto`.'),
  title: lineField('The title', limits.titleCharsMax).optional().describe('Default: the file’s name.'),
  modelId: modelId.unwrap().unwrap().optional().describe('Id of a recognition model; without one Steno chooses.'),
}
