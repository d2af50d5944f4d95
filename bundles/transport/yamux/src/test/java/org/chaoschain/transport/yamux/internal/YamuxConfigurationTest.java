// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import org.chaoschain.transport.yamux.core.YamuxConfig;
import org.junit.jupiter.api.Test;

/** The defaults that configuration shows are the defaults of the core. */
class YamuxConfigurationTest {
  @Test
  void theDefaultsAreTheSame() {
    YamuxConfiguration defaults =
        (YamuxConfiguration)
            Proxy.newProxyInstance(
                YamuxConfiguration.class.getClassLoader(),
                new Class<?>[] {YamuxConfiguration.class},
                (proxy, method, arguments) -> method.getDefaultValue());
    assertThat(YamuxComponent.config(defaults)).isEqualTo(YamuxConfig.DEFAULT);
  }
}
