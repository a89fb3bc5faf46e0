console.log(`dying started as ${process.pid}`)
console.error('the last words of dying')
process.exit(3)
