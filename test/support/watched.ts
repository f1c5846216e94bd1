/** A proxy around an object and all it holds, as frameworks put one around what they watch (Vue's `reactive`, for one). */

const WRAPPED = new Set(['[object Object]', '[object Array]', '[object Map]'])

export function watched<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      const value: unknown = Reflect.get(object, key, object instanceof Map ? object : receiver)
      if (typeof value === 'function' && object instanceof Map) return value.bind(object)
      const isWrapped = typeof value === 'object' && WRAPPED.has(Object.prototype.toString.call(value))
      return isWrapped ? watched(value as object) : value
    },
  })
}
