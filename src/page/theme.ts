import { el } from './dom.ts';

const themes = ['auto', 'light', 'dark'] as const;

/** The button that changes between the system's theme, light and dark. On paper everything is light. */
export const themeButton = (): HTMLElement => {
  let now: (typeof themes)[number] = 'auto';
  const button = el('button', { type: 'button', class: 'theme' });
  const root = document.documentElement;
  const apply = (name: (typeof themes)[number]): void => {
    if (name === 'auto') root.removeAttribute('data-theme');
    else root.dataset['theme'] = name;
  };
  const choose = (next: (typeof themes)[number]): void => {
    now = next;
    apply(now);
    button.textContent = `Theme: ${now}`;
  };
  button.addEventListener('click', () => choose(themes[(themes.indexOf(now) + 1) % themes.length] ?? 'auto'));
  addEventListener('beforeprint', () => apply('light'));
  addEventListener('afterprint', () => apply(now));
  choose('auto');
  return button;
};
