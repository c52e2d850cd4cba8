import { useLayoutEffect, useRef } from 'react'

/** The first frame of an image: for people who asked for no motion. */
export const StillImage = ({
  source,
  text,
  className,
}: {
  source: string
  text: string
  className: string | undefined
}) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const image = new Image()
    let stopped = false
    image.addEventListener('load', () => {
      const element = canvas.current
      if (stopped || element === null) return
      element.width = image.naturalWidth
      element.height = image.naturalHeight
      element.getContext('2d')?.drawImage(image, 0, 0)
    })
    image.src = source
    return () => {
      stopped = true
    }
  }, [source])
  return <canvas ref={canvas} className={className} role="img" aria-label={text} title={text} width={28} height={28} />
}
