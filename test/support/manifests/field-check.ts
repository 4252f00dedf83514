import { join } from 'node:path';
import ts from 'typescript';
import type { ManifestObject } from './manifest-files';

/** An object to check, and how to name it. */
export interface Checked {
  readonly name: string;
  readonly object: ManifestObject;
  /** A patch says only what it changes: no field is required of it. */
  readonly patch?: boolean;
}

export interface FieldProblem {
  readonly name: string;
  readonly problem: string;
}

const CUSTOM = /^(kustomize\.config\.k8s\.io|keda\.sh|monitoring\.coreos\.com)\//;

const PARTIAL = `type Patch<T> = T extends (infer E)[] ? Patch<E>[]
  : T extends object ? { [K in keyof T]?: Patch<T[K]> } : T;`;

/**
 * Holds objects against the types of their kinds, offline: unknown fields, missing ones, and values of a wrong type, at any
 * depth. Each object becomes an object literal of its kind's type, and the compiler, which knows no unknown fields in a
 * literal, says the rest. In one literal it may name one fault and be silent about the next; none passes for sound.
 */
export function fieldProblems(objects: readonly Checked[]): FieldProblem[] {
  const sources = new Map(
    objects.map((checked, index) => [
      join(__dirname, `manifest-${index}.ts`),
      { checked, text: asSource(checked) },
    ]),
  );
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists.call(host, file);
  host.getSourceFile = (file, ...rest) => {
    const source = sources.get(file);
    return source === undefined
      ? parsedOnce(file, () => getSourceFile.call(host, file, ...rest))
      : ts.createSourceFile(file, source.text, ts.ScriptTarget.ES2023);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources].flatMap(([file, { checked }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => ({
        name: checked.name,
        problem: ts.flattenDiagnosticMessageText(messageText, '\n'),
      }),
    );
  });
}

/** The types of Kubernetes are many files, the same for each check. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function parsedOnce(file: string, parse: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!parsed.has(file)) {
    parsed.set(file, parse());
  }
  return parsed.get(file);
}

function asSource({ object, patch }: Checked): string {
  const type = `I${object.kind}`;
  const module = CUSTOM.test(object.apiVersion) ? './custom-kinds' : `kubernetes-models/${object.apiVersion}`;
  return `import type { ${type} } from '${module}';
    ${PARTIAL}
    export const it: ${patch === true ? `Patch<${type}>` : type} = ${JSON.stringify(object)};`;
}
