/** Part of the suite: every solver on the chosen problems, each to the same accuracy. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Arguments } from '../arguments'
import { type Comparison, compare } from '../comparison'
import { compileLiblinear, liblinear } from '../peers/liblinear'
import { ndlogit } from '../peers/ndlogit'
import { absence, type Library } from '../peers/peer'
import { writeProblem } from '../peers/problem-files'
import { findScikitLearn, scikitLearn } from '../peers/scikit-learn'
import type { Problem } from '../problem'
import { describeProblem, problemReport, strength, verdicts } from '../report'
import { SUITE, tasksOf } from '../suite'

type Attach = (problem: Problem, folder: string) => Library

/** Runs the problems named, and prints a table for each and one for all. */
export async function solveProblems(names: readonly string[], options: Arguments): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ndlogit-bench-'))
  try {
    const attach = findLibraries(folder, options)
    const comparisons: Comparison[] = []
    for (const scheme of SUITE.filter(({ name }) => names.includes(name))) {
      const problem = scheme.make()
      if ('absent' in problem) {
        console.log(`${absence(problem)}\n`)
        continue
      }
      console.log(`${options.markdown ? '### ' : ''}${describeProblem(problem)}\n`)
      const tasks = tasksOf(problem, scheme).filter(({ penalty }) => options.penalties.includes(penalty))
      writeProblem(problem, folder)
      const libraries = attach.map(start => start(problem, folder))
      const ours = ndlogit(options.limit)
      const others = [
        ...options.solvers.map(solver => ndlogit(options.limit, solver)),
        ...libraries.flatMap(({ peers }) => peers),
      ]
      const solved: Comparison[] = []
      for (const task of tasks) {
        process.stderr.write(`  ${problem.name} ${task.penalty} C = ${strength(task)} …\n`)
        solved.push(await compare(task, [ours, ...others], options.rounds))
      }
      for (const library of libraries) library.close()
      console.log(problemReport(solved, options.markdown))
      comparisons.push(...solved)
    }
    if (comparisons.length === 0) return
    console.log(
      verdicts(comparisons, options.markdown) ??
        'Without LIBLINEAR or scikit-learn there is nothing to compare to.',
    )
    // The library that draws is read only where something is drawn.
    if (options.figure !== undefined) {
      const { benchmarkFigure } = await import('../figure')
      writeFileSync(options.figure, benchmarkFigure(comparisons))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Names what is absent, and returns how to start the rest. */
function findLibraries(folder: string, { libraries, limit, liblinearSources }: Arguments): Attach[] {
  const found: Attach[] = []
  const wanted = (name: string) => libraries === undefined || libraries.includes(name)
  if (wanted('liblinear')) {
    const compiled = compileLiblinear(folder, liblinearSources)
    if ('driver' in compiled) {
      console.log(`LIBLINEAR ${compiled.version}`)
      found.push((problem, at) => liblinear(compiled.driver, problem, at, limit))
    } else console.log(absence(compiled))
  }
  if (wanted('scikit-learn')) {
    const scikit = findScikitLearn()
    if ('python' in scikit) {
      console.log(`scikit-learn ${scikit.version}`)
      found.push((problem, at) => scikitLearn(scikit.python, problem, at, limit))
    } else console.log(absence(scikit))
  }
  return found
}
