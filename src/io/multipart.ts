/** A field of a form: no file name, because the API takes a part with one for a file. */
export type Part = { readonly name: string; readonly type: string; readonly text: string };

/** Fields as `multipart/form-data`, with a boundary that occurs in none of them. */
export const multipart = (parts: readonly Part[]): { readonly type: string; readonly body: string } => {
  let boundary = 'rt-sideband-form';
  while (parts.some(({ text }) => text.includes(boundary))) boundary += '-';
  const fields = parts.map(
    ({ name, type, text }) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n${text}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${boundary}`, body: `${fields.join('')}--${boundary}--\r\n` };
};
