import { existsSync } from "node:fs";
import { join } from "node:path";
import { processGlobal } from "./process-global";

/** Where the product stands: its sources, or a build of them, which is one flat folder. */
interface Product {
  root: string;
  /** There are no sources and no loader: everything is started from built files. */
  isBuilt: boolean;
}

/** The product that this process belongs to. */
export function product(): Product {
  return processGlobal("product", () => {
    // ORDER: asked first by the script that was started. What Next bundles has no folder of its own.
    const folder = import.meta.dirname;
    const isBuilt = existsSync(join(folder, "package.json"));
    return { root: isBuilt ? folder : process.cwd(), isBuilt };
  });
}

/** A file of the build, or undefined where this runs from sources. */
export function builtFile(name: string): string | undefined {
  const { root, isBuilt } = product();
  return isBuilt ? join(root, name) : undefined;
}

/** Arguments of node that start one of the product's processes. */
export function processArguments(name: "web" | "worker"): string[] {
  const built = builtFile(`${name}.js`);
  if (built) return [built];
  const loader = ["--import", "tsx"];
  // Next chooses the conditions of its own modules.
  if (name !== "web") loader.push("--conditions=react-server");
  return [...loader, `scripts/${name}.ts`];
}
