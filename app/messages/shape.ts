/** The shape of a catalogue: the same keys, any text. Translations are checked against the English source by it. */
export type Shape<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : Shape<T[Key]> }
