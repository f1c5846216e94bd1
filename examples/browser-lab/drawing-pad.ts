/** A canvas of 8 × 8 pixels to draw on, with mouse, pen, finger or keys. Ink is 0–16, as in the data. */

const SIDE = 8
const FULL = 16

/** How far the pen reaches, in pixels. */
const REACH = 1.1

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

export class DrawingPad {
  private ink = new Array<number>(SIDE * SIDE).fill(0)
  private readonly cursor = { x: 3, y: 3 }
  private readonly canvas: HTMLCanvasElement
  private readonly context: CanvasRenderingContext2D

  /**
   * @param frame - holds the canvas, and the focus
   * @param listeners - told the 64 inks after every change, and the pixel of the cursor or pointer
   */
  constructor(
    private readonly frame: HTMLElement,
    private readonly listeners: {
      readonly onChange: (ink: readonly number[]) => void
      readonly onCursor: (pixel: number | undefined) => void
    },
  ) {
    const canvas = frame.querySelector('canvas')!
    this.canvas = canvas
    this.context = canvas.getContext('2d')!
    canvas.addEventListener('pointerdown', event => {
      canvas.setPointerCapture(event.pointerId)
      this.drawTo(event)
    })
    canvas.addEventListener('pointermove', event => {
      if (event.buttons > 0) for (const point of event.getCoalescedEvents?.() ?? [event]) this.drawTo(point)
    })
    canvas.addEventListener('pointermove', event => this.listeners.onCursor(this.pixelAt(event)))
    canvas.addEventListener('pointerleave', () => this.listeners.onCursor(undefined))
    frame.addEventListener('keydown', event => this.press(event))
    frame.addEventListener('focus', () => this.paint())
    frame.addEventListener('blur', () => this.paint())
    this.paint()
  }

  show(ink: readonly number[]): void {
    this.ink = [...ink]
    this.changed()
  }

  clear(): void {
    this.show(new Array(SIDE * SIDE).fill(0))
  }

  private pixelAt({ clientX, clientY }: PointerEvent): number {
    const { left, top, width, height } = this.canvas.getBoundingClientRect()
    const clip = (share: number) => Math.max(0, Math.min(SIDE - 1, Math.floor(share * SIDE)))
    return SIDE * clip((clientY - top) / height) + clip((clientX - left) / width)
  }

  private drawTo({ clientX, clientY }: PointerEvent): void {
    const { left, top, width, height } = this.canvas.getBoundingClientRect()
    const x = ((clientX - left) / width) * SIDE - 0.5
    const y = ((clientY - top) / height) * SIDE - 0.5
    this.ink.forEach((ink, k) => {
      const distance = Math.hypot(x - (k % SIDE), y - Math.floor(k / SIDE))
      this.ink[k] = Math.max(ink, Math.round(FULL * Math.min(1, Math.max(0, 1.4 * (1 - distance / REACH)))))
    })
    this.changed()
  }

  private press(event: KeyboardEvent): void {
    const arrow = ARROWS[event.key]
    const { cursor } = this
    if (arrow !== undefined) {
      cursor.x = Math.min(SIDE - 1, Math.max(0, cursor.x + arrow[0]))
      cursor.y = Math.min(SIDE - 1, Math.max(0, cursor.y + arrow[1]))
      this.paint()
      this.listeners.onCursor(SIDE * cursor.y + cursor.x)
    } else if (event.key === ' ' || event.key === 'Backspace' || event.key === 'Delete') {
      this.ink[SIDE * cursor.y + cursor.x] = event.key === ' ' ? FULL : 0
      this.changed()
    } else return
    event.preventDefault()
  }

  private changed(): void {
    this.paint()
    this.listeners.onChange(this.ink)
  }

  private paint(): void {
    const { context, cursor } = this
    this.ink.forEach((ink, k) => {
      const grey = Math.round(255 * (1 - ink / FULL))
      context.fillStyle = `rgb(${grey} ${grey} ${grey})`
      context.fillRect(k % SIDE, Math.floor(k / SIDE), 1, 1)
    })
    if (!this.frame.matches(':focus-visible')) return
    context.fillStyle = 'rgb(230 120 0 / 70%)'
    context.fillRect(cursor.x, cursor.y, 1, 1)
  }
}
