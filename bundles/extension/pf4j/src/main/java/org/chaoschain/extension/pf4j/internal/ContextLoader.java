// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

/**
 * Calls into a plugin with its loader as the thread's context class loader, which libraries ask for
 * services; the thread gets its own back, or it would keep the plugin's classes for ever.
 */
final class ContextLoader {
  private ContextLoader() {}

  /** A call that gives something. */
  interface Call<T, E extends Exception, F extends Exception> {
    T run() throws E, F;
  }

  /** A call that gives nothing. */
  interface Action<E extends Exception> {
    void run() throws E;
  }

  static <T, E extends Exception, F extends Exception> T call(
      ClassLoader loader, Call<T, E, F> call) throws E, F {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return call.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  static <E extends Exception> void run(ClassLoader loader, Action<E> action) throws E {
    ContextLoader.<Boolean, E, RuntimeException>call(
        loader,
        () -> {
          action.run();
          return true;
        });
  }
}
