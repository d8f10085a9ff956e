import type { HumanPathRule } from "../scan-result";

/** Real paths as people write them: parts that name metadata targets are rewritten. */
export type HumanPath = (path: string) => string;

/**
 * The rules as one function. The first rule wins whose pattern matches from the start of the path up
 * to a slash or its end; the match is replaced once, by the replacement as it is written. Throws a
 * SyntaxError for a pattern that is no regular expression.
 */
export function humanPath(rules: readonly HumanPathRule[]): HumanPath {
  const compiled = rules.map(({ pattern, replacement }) => ({
    expression: new RegExp(`^(?:${pattern.replace(/^\^/, "")})(?=/|$)`),
    replacement,
  }));
  return (path) => {
    for (const { expression, replacement } of compiled) {
      const [match] = expression.exec(path) ?? [];
      if (match !== undefined) return replacement + path.slice(match.length);
    }
    return path;
  };
}
