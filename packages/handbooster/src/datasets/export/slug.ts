/** Letters, digits, dashes and underscores only, for folders and files. */
export function slug(name: string): string {
  return name.replace(/[^\w-]+/g, '-') || 'unnamed';
}
