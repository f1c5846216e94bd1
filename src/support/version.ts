/** The version of the package, as package.json has it: a test compares. A worker has to say the same one. */
export const VERSION = '0.2.0'
