import { denseProblem, type Problem } from '../problem'
import { Random } from '../random'

const SIDE = 28

/** Points of a stroke: centres of round blobs. */
type Stroke = readonly { readonly x: number; readonly y: number }[]

/**
 * As handwritten digits are (MNIST): 28 × 28 grey values from 0 to 1, four fifths of them 0, a stroke of blobs in one
 * of thirty shapes that is moved, stretched and bent in every image; fifteen shapes against the others.
 */
export function images(rows = 10_000): Problem {
  return ofShapes('images', rows, shape => (shape % 2 === 1 ? 1 : -1))
}

/** The same, three shapes a class. */
export function tenImages(rows = 10_000): Problem {
  return ofShapes('ten images', rows, shape => shape % 10, 10)
}

function ofShapes(name: string, rows: number, labelOf: (shape: number) => number, classes?: number): Problem {
  const random = new Random(4)
  const shapes = Array.from({ length: 30 }, () => drawStroke(random))
  const values = new Float64Array(rows * SIDE * SIDE)
  const labels = new Int8Array(rows)
  for (let i = 0; i < rows; i++) {
    const shape = random.integer(shapes.length)
    labels[i] = labelOf(shape)
    paint(bend(shapes[shape], random), values.subarray(i * SIDE * SIDE, (i + 1) * SIDE * SIDE))
  }
  return denseProblem(name, values, SIDE * SIDE, labels, classes)
}

/** A random walk that keeps its direction for a while and stays inside the frame. */
function drawStroke(random: Random): Stroke {
  const points = []
  let x = 10 + 8 * random.uniform()
  let y = 10 + 8 * random.uniform()
  let angle = 2 * Math.PI * random.uniform()
  for (let k = 0; k < 14; k++) {
    points.push({ x, y })
    angle += 0.6 * random.normal()
    x = Math.min(22, Math.max(6, x + 2 * Math.cos(angle)))
    y = Math.min(23, Math.max(5, y + 2 * Math.sin(angle)))
  }
  return points
}

function bend(stroke: Stroke, random: Random): Stroke {
  const [dx, dy] = [0.8 * random.normal(), 0.8 * random.normal()]
  const [stretch, slant, lift] = [0.12 * random.normal(), 0.2 * random.normal(), 0.12 * random.normal()]
  let [driftX, driftY] = [0, 0]
  return stroke.map(({ x, y }) => {
    driftX += 0.35 * random.normal()
    driftY += 0.35 * random.normal()
    return {
      x: 14 + (x - 14) * (1 + stretch) + (y - 14) * slant + dx + driftX,
      y: 14 + (y - 14) * (1 + lift) + dy + driftY,
    }
  })
}

/** Grey values in steps of 1 / 255; what is fainter than a tenth is white. */
function paint(stroke: Stroke, image: Float64Array): void {
  for (const { x, y } of stroke) {
    const top = Math.max(0, Math.ceil(y - 4))
    const left = Math.max(0, Math.ceil(x - 4))
    for (let r = top; r < Math.min(SIDE, y + 4); r++) {
      for (let c = left; c < Math.min(SIDE, x + 4); c++) {
        image[r * SIDE + c] += Math.exp(-((r - y) ** 2 + (c - x) ** 2) / 3.4)
      }
    }
  }
  for (let p = 0; p < image.length; p++) {
    const grey = Math.min(1, image[p])
    image[p] = grey < 0.1 ? 0 : Math.round(255 * grey) / 255
  }
}
