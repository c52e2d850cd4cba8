/** What a built module asks for beyond itself: other modules, and files that it names beside it. */
import { posix } from 'node:path'
import { type ESTree, parseSync, Visitor } from 'vite'

export interface ModuleReferences {
  /** As they are written: `electron`, `node:fs`, `./part.js`. */
  readonly imports: readonly string[]
  /** Relative to the module's folder: what it joins to `import.meta.dirname`, by whatever names it passes. */
  readonly paths: readonly string[]
  /** Imports of something that only running would tell, as they are written. */
  readonly unknown: readonly string[]
}

const requireName = /^_*require(?:\$\d+)?$/u
const joinName = /^join(?:\$\d+)?$/u

export const readReferences = (code: string, kind: 'module' | 'commonjs'): ModuleReferences => {
  const { program, errors } = parseSync(kind === 'module' ? 'bundle.js' : 'bundle.cjs', code)
  const [error] = errors
  if (error !== undefined) throw new Error(error.message)
  const imports = new Set<string>()
  const unknown = new Set<string>()
  const paths = new Set<string>()
  const named = new Map<string, string>()

  const textOf = (node: { readonly start: number; readonly end: number }) => code.slice(node.start, node.end)
  const ask = (source: ESTree.Node | null | undefined, whole: ESTree.Node) => {
    const text = literalOf(source)
    if (text === undefined) unknown.add(textOf(whole))
    else imports.add(text)
  }
  /** Where a file is, seen from the module's folder; undefined for everything that does not start there. */
  const placeOf = (node: ESTree.Node | undefined): string | undefined => {
    if (node === undefined) return undefined
    if (node.type === 'Identifier') return named.get(node.name)
    if (node.type === 'MemberExpression') return textOf(node) === 'import.meta.dirname' ? '.' : undefined
    if (node.type === 'NewExpression') {
      const [path, base] = node.arguments
      const isBeside = textOf(node.callee) === 'URL' && base !== undefined && textOf(base) === 'import.meta.url'
      return isBeside ? literalOf(path) : undefined
    }
    if (node.type !== 'CallExpression' || !isJoin(node.callee)) return undefined
    const [first, ...rest] = node.arguments
    const start = placeOf(first)
    const steps = rest.map(literalOf)
    return start === undefined || !steps.every((step) => step !== undefined) ? undefined : posix.join(start, ...steps)
  }
  const notePlace = (node: ESTree.Node) => {
    const place = placeOf(node)
    if (place !== undefined) paths.add(place)
  }

  new Visitor({
    VariableDeclarator({ id, init }) {
      const place = init === null ? undefined : placeOf(init)
      if (id.type === 'Identifier' && place !== undefined) named.set(id.name, place)
    },
  }).visit(program)
  new Visitor({
    ImportDeclaration: ({ source }) => ask(source, source),
    ExportAllDeclaration: ({ source }) => ask(source, source),
    ExportNamedDeclaration: ({ source }) => {
      if (source !== null) ask(source, source)
    },
    ImportExpression: (node) => ask(node.source, node),
    NewExpression: notePlace,
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && requireName.test(node.callee.name)) ask(node.arguments[0], node)
      else notePlace(node)
    },
  }).visit(program)
  return { imports: [...imports], paths: [...paths], unknown: [...unknown] }
}

const isJoin = (callee: ESTree.Node): boolean =>
  callee.type === 'Identifier'
    ? joinName.test(callee.name)
    : callee.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'join'

const literalOf = (node: ESTree.Node | null | undefined): string | undefined =>
  node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
