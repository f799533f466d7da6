import { useEffect, useState } from 'preact/hooks';

/** Whether anybody can see the page: browsers open few connections to one host, and none is for a tab in the background. */
export function useVisible(): boolean {
  const [visible, setVisible] = useState(isVisible());
  useEffect(() => {
    const update = () => setVisible(isVisible());
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return visible;
}

const isVisible = () => document.visibilityState === 'visible';
