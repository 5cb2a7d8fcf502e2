/**
 * Settings that every session has in which something is computed, and sessions that are refused.
 *
 * <p>In: a session of the caller's. Out: one beside it, with pinned settings. Read {@link
 * dev.candor.session.PinnedSettings}, then {@link dev.candor.session.PinnedSession}.
 *
 * <p>May import: engine.runtime, model.
 */
package dev.candor.session;
