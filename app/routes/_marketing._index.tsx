export default function Landing() {
  return <main id="main">Steno</main>
}
