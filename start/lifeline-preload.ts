/**
 * Loaded into each supervised process before its own file: while that file is still starting and has no `onShutdown`
 * yet, a supervisor that is gone ends it at once. Nothing needs an orderly end that has not begun.
 */
const endUnlessHandled = () => {
  if (process.listenerCount('disconnect') === 0) process.exit(1)
}

process.once('disconnect', endUnlessHandled)
process.channel?.unref()
