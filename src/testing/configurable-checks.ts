/** Checks of options: what `getParams`, `setParams` and `clone` promise. */

import type { Configurable } from '../data/estimator'
import { fail, refuses, same, textOf } from './assertions'

/** One promise; `make` gives a fresh copy of what is checked. */
export interface Check<E> {
  readonly name: string
  run(make: () => E): unknown
}

const UNKNOWN = { anOptionThatNobodyHas: 1 }

export const configurableChecks: readonly Check<Configurable>[] = [
  {
    name: 'clone gives a new object of the same class',
    run(make) {
      const one = make()
      const copy = one.clone()
      if (copy === one) fail('clone: got the estimator itself, expected a copy')
      same(copy.constructor.name, one.constructor.name, 'clone: class')
    },
  },
  {
    name: 'a clone has the same options',
    run(make) {
      const one = make()
      same(one.clone().getParams(), one.getParams(), 'clone().getParams()')
    },
  },
  {
    name: 'getParams gives an object',
    run(make) {
      const params: unknown = make().getParams()
      if (typeof params !== 'object' || params === null)
        fail(`getParams: got ${textOf(params)}, expected an object`)
    },
  },
  {
    name: 'getParams gives the same twice',
    run(make) {
      const one = make()
      same(one.getParams(), one.getParams(), 'getParams() again')
    },
  },
  {
    name: 'what getParams gave can be changed without changing the estimator',
    run(make) {
      const one = make()
      const before = textOf(one.getParams())
      Object.assign(one.getParams(), UNKNOWN)
      if (textOf(one.getParams()) !== before)
        fail(`getParams: got ${textOf(one.getParams())}, expected ${before}`)
    },
  },
  {
    name: 'setParams returns the estimator',
    run(make) {
      const one = make()
      if (one.setParams({}) !== one) fail('setParams: expected the estimator itself')
    },
  },
  {
    name: 'setParams of nothing changes nothing',
    run(make) {
      const one = make()
      one.setParams({})
      same(one.getParams(), make().getParams(), 'getParams() after setParams({})')
    },
  },
  {
    name: 'setParams of its own options changes nothing',
    run(make) {
      const one = make()
      one.setParams(one.getParams())
      same(one.getParams(), make().getParams(), 'getParams() after setParams(getParams())')
    },
  },
  {
    name: 'setParams does not change the object it is given',
    run(make) {
      const changes = make().getParams()
      const before = textOf(changes)
      make().setParams(changes)
      if (textOf(changes) !== before)
        fail(`setParams changed its argument: got ${textOf(changes)}, expected ${before}`)
    },
  },
  {
    name: 'setParams refuses an option that is not there',
    run: make => refuses(() => make().setParams(UNKNOWN), 'setParams of an unknown option'),
  },
  {
    name: 'a refused setParams changes nothing',
    run(make) {
      const one = make()
      try {
        one.setParams({ ...one.getParams(), ...UNKNOWN })
      } catch {
        // as it should
      }
      same(one.getParams(), make().getParams(), 'getParams() after a refused setParams')
    },
  },
  {
    name: 'setParams of a clone leaves the original',
    run(make) {
      const one = make()
      const copy = one.clone()
      copy.setParams(copy.getParams())
      same(one.getParams(), make().getParams(), 'getParams() of the original')
    },
  },
  {
    name: 'odd values of options are refused or kept',
    run(make) {
      for (const name of Object.keys(make().getParams())) {
        for (const odd of [Number.NaN, '', Symbol.iterator, [], {}]) {
          const one = make()
          try {
            one.setParams({ [name]: odd } as object)
          } catch (error) {
            if (!(error instanceof Error)) fail(`setParams of ${name}: threw ${textOf(error)}`)
            same(one.getParams(), make().getParams(), `getParams() after a refused ${name}`)
          }
          one.getParams()
        }
      }
    },
  },
  {
    name: 'it can be shown as text',
    run(make) {
      const one: object = make()
      if (typeof `${one}` !== 'string') fail('String(estimator) gives no text')
    },
  },
]
