/** With which the live servers of tests and benchmarks sign tickets. */
export const liveSecret = 'a secret of the tests, and of nothing else'
