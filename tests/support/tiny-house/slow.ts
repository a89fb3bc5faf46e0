/** A process that is still starting, and always will be: it has not said yet what to do when the supervisor goes. */
console.log(`slow started as ${process.pid}`)
setInterval(() => undefined, 1000)
