/** Whether keys mean something of their own there: where somebody types or chooses, and in what covers the page. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, dialog, [role$=dialog], [contenteditable]') !== null
}
