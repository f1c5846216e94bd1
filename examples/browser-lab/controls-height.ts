/** Tells the style sheet how high the controls are while they stay at the top, so that nothing comes to lie behind them. */

import { at } from './text'

export function followControls(): void {
  const controls = at('controls')
  const tell = () => {
    const stays = getComputedStyle(controls).position === 'sticky'
    const height = stays ? controls.offsetHeight : 0
    document.documentElement.style.setProperty('--controls', `${height}px`)
  }
  new ResizeObserver(tell).observe(controls)
  addEventListener('resize', tell)
}
