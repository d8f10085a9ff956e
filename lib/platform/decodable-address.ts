/**
 * The address of a request with a path that can be decoded. A `%` that begins no byte stands for
 * itself, and so does every one of a part whose bytes are no UTF-8: `/record/100%` asks for the
 * record `100%`. The framework would fail at both. What follows the `?` stays as it is, since there
 * such bytes are read as the replacement character.
 */
export function decodableAddress(address: string): string {
  const end = address.search(/[?#]/);
  const path = end < 0 ? address : address.slice(0, end);
  if (!path.includes("%") || isDecodable(path)) return address;
  return path.split("/").map(decodablePart).join("/") + (end < 0 ? "" : address.slice(end));
}

function decodablePart(part: string): string {
  const complete = part.replaceAll(/%(?![0-9a-f]{2})/gi, "%25");
  return isDecodable(complete) ? complete : part.replaceAll("%", "%25");
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
