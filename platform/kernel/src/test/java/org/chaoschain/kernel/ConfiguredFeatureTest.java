// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.kernel.bundles.Greeter;
import org.chaoschain.kernel.bundles.Usurper;
import org.chaoschain.kernel.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/**
 * Configuration reaches components, from every source and for plugins as well; plugins do not reach
 * further.
 */
class ConfiguredFeatureTest {
  private static final String PROVIDE_CALLABLE =
      "<service><provide interface='java.util.concurrent.Callable'/></service>";

  @TempDir Path folder;

  private static TestBundle greeter(String name, String pid) {
    return TestBundle.named(name)
        .component(
            Greeter.class,
            "configuration-policy='require' configuration-pid='%s' init='1'".formatted(pid),
            PROVIDE_CALLABLE)
        .entry(
            "OSGI-INF/metatype/greeter.xml",
            """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
              <OCD id="g" name="Greeter">
                <AD id="greeting" type="String" default="hi" description="What it says"/>
                <AD id="times" type="Integer" default="1" min="1" max="5"/>
              </OCD>
              <Designate pid="%s"><Object ocdref="g"/></Designate>
            </metatype:MetaData>
            """
                .formatted(pid));
  }

  private TestHome home() {
    return TestHome.withoutSystem(folder)
        .bundle("test:greeter:1", 5, greeter("greeter", "org.chaoschain.test.greeter").jar())
        .configuration("org.chaoschain.test.greeter", "{\"greeting\":\"from the feature\"}");
  }

  @Test
  void theFeatureConfiguresItsComponents() throws Exception {
    assertThat(greeting(home().options())).isEqualTo("from the feature");
  }

  @Test
  void eachSourceWinsOverTheOnesBefore() throws Exception {
    TestHome home = home().file("etc/chaos.properties", "test.greeter.greeting = from the file\n");
    assertThat(greeting(home.options())).isEqualTo("from the file");
    Files.createDirectories(folder.resolve("data"));
    home.file("data/chaos.properties", "test.greeter.greeting = from the data directory\n");
    assertThat(greeting(home.options())).isEqualTo("from the data directory");
    KernelOptions environment =
        home.options()
            .withEnvironment(Map.of("CHAOS_TEST_GREETER_GREETING", "from the environment"));
    assertThat(greeting(environment)).isEqualTo("from the environment");
    assertThat(greeting(environment.withFlags(Map.of("test.greeter.greeting", "from a flag"))))
        .isEqualTo("from a flag");
  }

  @Test
  void wrongSettingsOfAllSourcesAreToldAtOnceAndNothingStarts() {
    TestHome home =
        home()
            .file(
                "etc/chaos.properties",
                "# comment\ntest.greeter.greetin = x\ntest.greeter.times = many\n");
    KernelOptions options =
        home.options()
            .withEnvironment(Map.of("CHAOS_TEST_GREETER_TIME", "2"))
            .withFlags(Map.of("test.greeter.times", "9"));
    KernelException failure =
        catchThrowableOfType(KernelException.class, () -> Kernel.start(options));
    assertThat(failure.failure()).isEqualTo(Failure.CONFIGURATION);
    assertThat(failure).hasCauseInstanceOf(ConfigurationException.class);
    Path file = folder.resolve("etc/chaos.properties");
    assertThat(failure.getMessage().lines())
        .containsExactly(
            file
                + ":2: unknown key test.greeter.greetin (value 'x'); did you mean test.greeter.greeting?",
            file + ":3: test.greeter.times: 'many' is not a whole number from 1 to 5",
            "environment variable CHAOS_TEST_GREETER_TIME: no key belongs to it (value '2'); did you mean"
                + " CHAOS_TEST_GREETER_TIMES, for test.greeter.times?",
            "command line: test.greeter.times: '9' is too large; expected is a whole number from 1 to 5");
    assertThat(folder.resolve("data/run/node.pid")).doesNotExist();
  }

  @Test
  void aFactoryConfigurationMakesAnInstanceOfItsOwn() throws Exception {
    TestHome home =
        home()
            .bundle(
                "test:factory:1",
                5,
                TestBundle.named("factory")
                    .component(
                        Greeter.class,
                        "configuration-policy='require' configuration-pid='org.example.factory' init='1'",
                        PROVIDE_CALLABLE + "<property name='from' value='factory'/>")
                    .jar())
            .configuration("org.example.factory~one", "{\"greeting\":\"one\"}")
            .configuration("org.example.factory~two", "{\"greeting\":\"two\"}");
    try (RunningKernel running = Kernel.start(home.options())) {
      assertThat(running.context().getServiceReferences(Callable.class, "(from=factory)"))
          .hasSize(2);
      assertThat(running.context().getServiceReferences(Callable.class, "(greeting=two)"))
          .hasSize(1);
    }
  }

  @Test
  void aFactoryWithoutConfigurationsIsNoneAndNoReasonNotToStart() throws Exception {
    TestHome home =
        home()
            .bundle(
                "test:factory:1",
                5,
                TestBundle.named("factory")
                    .component(
                        Greeter.class,
                        "configuration-policy='require' configuration-pid='org.example.factory' init='1'",
                        PROVIDE_CALLABLE
                            + "<property name='from' value='factory'/>"
                            + "<property name='chaos.instances' value='per-configuration'/>")
                    .jar());
    try (RunningKernel running = Kernel.start(home.options())) {
      assertThat(running.context().getServiceReferences(Callable.class, "(from=factory)"))
          .isEmpty();
    }
  }

  @Test
  void aPluginInstalledLaterFindsItsKeysBeforeItStarts() throws Exception {
    TestHome home =
        home()
            .file(
                "etc/chaos.properties",
                "plugin.org.example.late.greeting = bonjour\nplugin.org.example.late.times = 99\n");
    try (RunningKernel running = Kernel.start(home.options())) {
      install(running, greeter("late", "org.example.late"));
      ServiceReference<?> late =
          running.context().getServiceReferences(Callable.class, "(greeting=bonjour)").stream()
              .findFirst()
              .orElseThrow();
      assertThat(late.getProperty("times")).as("a wrong setting is left out").isNull();
    }
  }

  @Test
  void noPluginTakesThePlaceOfTheSecureRandomness() throws Exception {
    TestHome home = TestHome.complete(folder);
    try (RunningKernel running = Kernel.start(home.options())) {
      Bundle plugin =
          install(
              running,
              TestBundle.named("usurper")
                  .header("Import-Package", "org.chaoschain.api.random")
                  .component(
                      Usurper.class,
                      "",
                      "<service><provide interface='org.chaoschain.api.random.EntropySource'/></service>"
                          + "<property name='service.ranking' type='Integer' value='2147483647'/>"));
      assertThat(plugin.getRegisteredServices()).isNotEmpty();
      Bundle consumer = running.context().getBundle(1);
      assertThat(consumer.getBundleContext().getServiceReferences(EntropySource.class, null))
          .extracting(reference -> reference.getBundle().getSymbolicName())
          .containsExactly("org.chaoschain.ops.system");
    }
  }

  private static Bundle install(RunningKernel running, TestBundle bundle) throws Exception {
    Bundle installed =
        running.context().installBundle("test:plugin", new ByteArrayInputStream(bundle.jar()));
    installed.start();
    return installed;
  }

  private static String greeting(KernelOptions options) throws Exception {
    try (RunningKernel running = Kernel.start(options)) {
      return (String) KernelStartTest.service(running, Callable.class).call();
    }
  }
}
