/** Heights of the wave's bars, from a loud middle to the ends of a phrase. */
const bars = [10, 22, 40, 64, 34, 78, 104, 56, 88, 120, 70, 96, 46, 74, 108, 60, 30, 52, 82, 38, 18, 44, 26, 12]
/** Lines of the transcript: how long they are, and which part is being heard. */
const lines = [
  { width: 250, mark: null },
  { width: 292, mark: [96, 118] },
  { width: 214, mark: null },
  { width: 270, mark: null },
] as const

/** The product in one picture: a voice above, its transcript below, the marker where it is being heard. */
export function VoiceToText({ title }: { title: string }) {
  return (
    <svg viewBox="0 0 480 420" role="img" aria-label={title} className="h-auto w-full">
      <rect x="18" y="30" width="444" height="372" rx="26" fill="var(--color-accent-soft)" />
      <rect x="40" y="12" width="400" height="366" rx="22" fill="var(--color-surface)" stroke="var(--color-line)" />
      {bars.map((height, index) => (
        <rect
          key={index} x={66 + index * 14.6} y={96 - height / 2} width="6.5" height={height} rx="3.2"
          fill={index < 11 ? 'var(--color-accent)' : 'var(--color-edge)'} opacity={index < 11 ? 1 : 0.45}
        />
      ))}
      <rect x="223" y="24" width="2.5" height="144" rx="1.2" fill="var(--color-ink)" />
      <circle cx="224.2" cy="24" r="5.5" fill="var(--color-ink)" />
      <line x1="64" x2="416" y1="186" y2="186" stroke="var(--color-line)" />
      {lines.map(({ width, mark }, index) => (
        <g key={index} transform={`translate(64 ${212 + index * 40})`}>
          <rect width="34" height="10" y="3" rx="5" fill="var(--color-accent)" opacity="0.55" />
          {mark && <rect x={52 + mark[0] - 6} y="-7" width={mark[1] + 12} height="30" rx="7" fill="var(--color-mark)" />}
          <rect x="52" width={mark ? mark[0] - 12 : width} height="12" y="2" rx="6" fill="var(--color-ink)" opacity="0.3" />
          {mark && (
            <>
              <rect x={52 + mark[0]} width={mark[1]} height="12" y="2" rx="6" fill="var(--color-ink)" opacity="0.85" />
              <rect
                x={52 + mark[0] + mark[1] + 12} width={width - mark[0] - mark[1] - 12} height="12" y="2" rx="6"
                fill="var(--color-ink)" opacity="0.3"
              />
            </>
          )}
        </g>
      ))}
    </svg>
  )
}
