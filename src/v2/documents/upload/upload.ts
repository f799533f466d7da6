/** Files whose text is indexed (docs/behaviour/uploads.md, What is uploaded). */
import { invalidField } from '../../../errors.ts';
import { operation } from '../../../http/operation.ts';
import { corporaOf } from '../../corpora/corpora-repository.ts';
import { Document } from '../documents-schema.ts';
import { LARGEST_PART, readForm } from './read-form.ts';
import { uploadDocument } from './upload-document.ts';
import { UploadFileRequest } from './upload-schema.ts';

export const upload = [
  operation(
    'uploadFile',
    {
      summary: 'Upload a file and index what it says.',
      form: { read: readForm, largestPart: LARGEST_PART },
      body: UploadFileRequest,
      answer: Document,
      // The contract has no status for a file over the limit.
      also: [413],
      first: ({ account, path }) => corporaOf(account).getEnabled(path.corpus_key!),
    },
    ({ account, path, body, files: [file], signal }) => {
      const { filename: id, file: _type, ...fields } = body;
      if (id === undefined || !file) {
        throw invalidField('body.filename', 'is required, as a field or as the name of the file.');
      }
      return uploadDocument(account, path.corpus_key, { id, file, fields }, signal);
    },
  ),
];
