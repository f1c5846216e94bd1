/** One pixel is pointed at, wherever it is: in a map, by its path, with the cursor of the drawing. All its marks light up. */

export class LinkedPixels {
  private pixel: number | undefined

  /** @param onChange - told which pixel is pointed at, if any */
  constructor(private readonly onChange: (pixel: number | undefined) => void) {
    document.addEventListener('pointerover', event => {
      const mark = (event.target as Element).closest?.('[data-pixel]') as SVGElement | null
      this.point(mark === null ? undefined : Number(mark.dataset.pixel))
    })
  }

  point(pixel: number | undefined): void {
    if (pixel === this.pixel) return
    this.pixel = pixel
    for (const mark of document.querySelectorAll('.hot')) mark.classList.remove('hot')
    if (pixel !== undefined) {
      for (const mark of document.querySelectorAll(`[data-pixel="${pixel}"]`)) mark.classList.add('hot')
    }
    this.onChange(pixel)
  }
}
