/**
 * Settings: each is defined once, with its key, type, default and help text. Flags, keys of {@code --set} and of
 * configuration files, the settings of actions and the fingerprint's configuration all come from the definition.
 *
 * <p>In: values, or texts. Out: typed values, or a {@link dev.candor.model.UserException} that names the key. Read
 * {@link dev.candor.setting.Setting}, then {@link dev.candor.setting.Values}.
 *
 * <p>May import: model.
 */
package dev.candor.setting;
