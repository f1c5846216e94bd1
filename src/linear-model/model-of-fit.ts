/** Models of fits that were made outside of `fit`: along a path, and where several models are fitted at once. */

import type { Label } from '../data/labels'
import { defineHidden } from '../support/hidden'
import { type LogisticRegression, unfitted } from './logistic-regression'
import type { Settings } from './options'
import type { Fitted } from './serialisation'

/** A model of such a fit, with these settings; whoever makes it warns where it has not converged. */
export function modelOfFit<L extends Label>(settings: Settings, fitted: Fitted<L>): LogisticRegression<L> {
  const model = unfitted<L>(settings)
  defineHidden(model, { fitted: { ...fitted, settings } })
  return model
}
