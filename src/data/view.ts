import type ndarray from 'ndarray'

/** Any store of numbers that ndarray accepts. */
type Store = ndarray.Data<number>

/** One argument an axis; `null` and what is missing leave the axis as it is. */
type PerAxis = readonly (number | null | undefined)[]

/**
 * A view with the fields and methods of ndarray 1.1.1, down to its treatment of odd arguments, made without compiling
 * code; slower per element, since the dimension is not known in advance.
 *
 * One difference: picking from a 0-d view gives the view itself (ndarray gives an object that holds nothing).
 */
export function plainView<D extends Store>(
  data: D,
  shape: readonly number[],
  stride: readonly number[],
  offset: number,
): ndarray.NdArray<D> {
  // The published types promise a property `T` that ndarray 1.1.1 does not have.
  return new PlainView(data, dtypeOf(data), shape, stride, offset) as unknown as ndarray.NdArray<D>
}

class PlainView {
  readonly data: Store
  readonly dtype: string
  readonly shape: number[]
  readonly stride: number[]
  readonly offset: number

  constructor(
    data: Store,
    dtype: string,
    shape: readonly number[],
    stride: readonly number[],
    offset: number,
  ) {
    this.data = data
    this.dtype = dtype
    this.shape = [...shape]
    this.stride = [...stride]
    this.offset = offset | 0
  }

  get dimension(): number {
    return this.shape.length
  }

  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1)
  }

  /** axes from the smallest absolute stride to the largest */
  get order(): number[] {
    const span = this.stride.map(Math.abs)
    // In three dimensions ndarray's decision tree turns this tie around.
    if (span.length === 3 && span[0] <= span[1] && span[1] === span[2]) return [0, 2, 1]
    return span.map((_, axis) => axis).sort((a, b) => span[a] - span[b])
  }

  index(...at: number[]): number {
    let position = this.offset
    for (let axis = 0; axis < this.stride.length; axis++) position += this.stride[axis] * at[axis]
    return position
  }

  get(...at: number[]): number {
    const position = this.index(...at)
    if (this.dtype === 'generic') return (this.data as ndarray.GenericArray<number>).get(position)
    return (this.data as number[])[position]
  }

  // biome-ignore lint/suspicious/noConfusingVoidType: a store with accessors decides what `set` returns
  set(...atAndValue: number[]): number | void {
    const position = this.index(...atAndValue)
    const value = atAndValue[this.dimension]
    if (this.dtype === 'generic') return (this.data as ndarray.GenericArray<number>).set(position, value)
    ;(this.data as number[])[position] = value
    return value
  }

  /** a 0-d view stands for its element, so that `+view` and `view * 2` work */
  valueOf(): unknown {
    return this.dimension === 0 ? this.get() : this
  }

  hi(...length: PerAxis): PlainView {
    const shape = this.shape.map((full, axis) => {
      const wanted = length[axis]
      return typeof wanted !== 'number' || wanted < 0 ? full : wanted | 0
    })
    return this.view(shape, this.stride, this.offset)
  }

  lo(...start: PerAxis): PlainView {
    let { offset } = this
    const shape = this.shape.map((full, axis) => {
      const from = start[axis]
      if (!isPosition(from)) return full
      offset += this.stride[axis] * (from | 0)
      return full - (from | 0)
    })
    return this.view(shape, this.stride, offset)
  }

  step(...every: PerAxis): PlainView {
    let { offset } = this
    const shape = [...this.shape]
    const stride = [...this.stride]
    for (let axis = 0; axis < this.dimension; axis++) {
      const by = every[axis]
      if (typeof by !== 'number') continue
      const step = by | 0
      if (step < 0) offset += stride[axis] * (shape[axis] - 1)
      shape[axis] = Math.ceil(shape[axis] / Math.abs(step))
      stride[axis] *= step
    }
    return this.view(shape, stride, offset)
  }

  /** axis `k` of the result is axis `axes[k]` of this view; `k` itself where none is given */
  transpose(...axes: PerAxis): PlainView {
    const from = this.shape.map((_, axis) => {
      const given = axes[axis]
      return given === undefined ? axis : Number(given) | 0
    })
    return this.view(
      from.map(axis => this.shape[axis]),
      from.map(axis => this.stride[axis]),
      this.offset,
    )
  }

  pick(...at: PerAxis): PlainView {
    let { offset } = this
    const shape: number[] = []
    const stride: number[] = []
    for (let axis = 0; axis < this.dimension; axis++) {
      const index = at[axis]
      if (isPosition(index)) offset = (offset + this.stride[axis] * index) | 0
      else {
        shape.push(this.shape[axis])
        stride.push(this.stride[axis])
      }
    }
    return this.view(shape, stride, offset)
  }

  private view(shape: readonly number[], stride: readonly number[], offset: number): PlainView {
    return new PlainView(this.data, this.dtype, shape, stride, offset)
  }
}

function isPosition(value: number | null | undefined): value is number {
  return typeof value === 'number' && value >= 0
}

/** ndarray's name of a store: of a typed array, else `'array'`, `'buffer'` (Node), or `'generic'` for `get` and `set`. */
function dtypeOf(data: Store): string {
  if (Array.isArray(data)) return 'array'
  if ((data.constructor as Partial<typeof Buffer> | undefined)?.isBuffer?.(data)) return 'buffer'
  const [, name] = /^(\w+)Array$/.exec(Object.prototype.toString.call(data).slice(8, -1)) ?? []
  if (name === undefined) return 'generic'
  return name === 'Uint8Clamped' ? 'uint8_clamped' : name.toLowerCase()
}
