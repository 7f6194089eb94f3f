// The switch of the toolbar once more, for boxes that stand in front of it.
import { usePanel } from './panel-context.tsx';

export function SecretsCheck() {
  const { t, secrets } = usePanel();
  return (
    <label class="check" title={t(secrets.shown() ? 'toolbar.secretsHide' : 'toolbar.secretsShow')}>
      <input
        type="checkbox"
        data-field="secrets"
        checked={secrets.shown()}
        onChange={(event) => secrets.show(event.currentTarget.checked)}
      />
      {t('toolbar.secrets')}
    </label>
  );
}
