/** That every public name is documented, and says with what it fails and how it is used. */

import ts from 'typescript'
import { expect, test } from 'vitest'
import { ROOT } from './collect'

const ENTRIES = [
  'src/index.ts',
  'src/datasets/index.ts',
  'src/decisions/index.ts',
  'src/figures/index.ts',
  'src/inference/index.ts',
  'src/exchange/onnx/index.ts',
  'src/partitioned/index.ts',
  'src/partitioned/bullmq/index.ts',
  'src/paths/index.ts',
  'src/predict/index.ts',
  'src/testing/index.ts',
  'src/tables/index.ts',
  'src/text/index.ts',
  'src/workers.ts',
].map(path => `${ROOT}${path}`)

/** Functions that take whatever the types allow. */
const NEVER_THROWS = ['setWarningHandler']

const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile)
const program = ts.createProgram(ENTRIES, ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options)
const checker = program.getTypeChecker()

const names = ENTRIES.flatMap(entry =>
  checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)!)!)
    .map(name => (name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name)),
)
const functions = names.filter(name => name.flags & ts.SymbolFlags.Function)
const classes = names.filter(name => name.flags & ts.SymbolFlags.Class && !isError(name))

/** Errors are what is thrown: they have no use of their own to show. */
function isError(name: ts.Symbol): boolean {
  return checker.getDeclaredTypeOfSymbol(name).getProperty('stack') !== undefined
}

/** Public methods and properties, inherited ones included; TypeScript takes a comment from the base where there is none. */
function membersOf(name: ts.Symbol): ts.Symbol[] {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected
  return checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(name))
    .concat([...(name.exports?.values() ?? [])].filter(({ name: own }) => own !== 'prototype'))
    .filter(({ declarations = [] }) =>
      declarations.every(
        declaration =>
          (ts.getCombinedModifierFlags(declaration) & hidden) === 0 &&
          !isPrivateName(ts.getNameOfDeclaration(declaration)),
      ),
    )
}

function isPrivateName(name: ts.DeclarationName | undefined): boolean {
  return name !== undefined && ts.isPrivateIdentifier(name)
}

function isDocumented(name: ts.Symbol): boolean {
  return name.getDocumentationComment(checker).length > 0
}

function has(name: ts.Symbol, tag: 'throws' | 'example' | 'internal'): boolean {
  return name.getJsDocTags(checker).some(found => found.name === tag)
}

test('there are names to look at', () => {
  expect(functions.length).toBeGreaterThan(30)
  expect(classes.map(({ name }) => name)).toContain('LogisticRegression')
})

test('every name has a comment', () => {
  expect(names.filter(name => !isDocumented(name)).map(({ name }) => name)).toEqual([])
})

test('every public method and property has one, its own or that of the base class', () => {
  const bare = classes.flatMap(owner =>
    membersOf(owner)
      .filter(member => !isDocumented(member))
      .map(member => `${owner.name}.${member.name}`),
  )
  expect(bare).toEqual([])
})

test('functions and classes show how they are used', () => {
  expect([...functions, ...classes].filter(name => !has(name, 'example')).map(({ name }) => name)).toEqual([])
})

test('functions say with what they fail', () => {
  const silent = functions.filter(({ name }) => !NEVER_THROWS.includes(name))
  expect(silent.filter(name => !has(name, 'throws')).map(({ name }) => name)).toEqual([])
})

test('methods that read data say with what they fail', () => {
  const reading = /^(fit|predict|transform|inverseTransform|decisionFunction|score|split|from)/
  const silent = classes.flatMap(owner =>
    membersOf(owner)
      .filter(({ name, flags }) => reading.test(name) && flags & ts.SymbolFlags.Method)
      .filter(member => !has(member, 'throws') && !has(member, 'internal'))
      .map(member => `${owner.name}.${member.name}`),
  )
  expect(silent).toEqual([])
})
