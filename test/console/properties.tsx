/** Compiled, never run: `npm run check` refuses what the page's components do not have. It fails if it would not. */
import { SelectField, TextField } from '../../src/console/page/parts/fields.tsx';
import { Button, Chip } from '../../src/console/page/parts/pieces.tsx';

const nothing = () => {};

export const accepted = <Button kind="primary" label="Save" onClick={nothing} />;
// @ts-expect-error: a misspelt property
export const misspelt = <Button kind="primary" lable="Save" />;
// @ts-expect-error: a value that is none of those there are
export const unknownValue = <Chip tone="terrible" />;
// @ts-expect-error: one that is missing
export const incomplete = <TextField label="Name" value="" />;
// @ts-expect-error: a choice that the value cannot have
export const impossible = <SelectField<'a' | 'b'> label="One" value="a" options={['a', 'c']} onChange={nothing} />;
// @ts-expect-error: an attribute that elements do not have
export const notHtml = <p clas="hint">Text</p>;
