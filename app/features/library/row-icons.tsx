import { Pencil, Trash2 } from 'lucide-react'
import { IconSymbol } from '~/ui/icon-symbol'

/** Ids of the icons that every row shows. */
export const rowIcons = { rename: 'icon-rename', delete: 'icon-delete' } as const

/** Stands once on the page of the rows. */
export function RowIcons() {
  return (
    <>
      <IconSymbol id={rowIcons.rename} icon={Pencil} />
      <IconSymbol id={rowIcons.delete} icon={Trash2} />
    </>
  )
}
