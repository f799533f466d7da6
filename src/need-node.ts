/** What this Node is too old for, in one line; undefined where it is new enough: better-sqlite3 crashes on old ones. */
export default function tooOldNode(): string | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return undefined;
  return `vectara-emulator needs Node 22.19 or newer; this is ${process.versions.node}.`;
}
