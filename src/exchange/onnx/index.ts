export { toOnnx } from './to-onnx'
