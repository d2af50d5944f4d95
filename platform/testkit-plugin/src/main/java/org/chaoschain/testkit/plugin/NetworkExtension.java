// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.util.Optional;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives a test its {@link Network}, as a parameter of the test method or of a method before it:
 *
 * <pre>{@code
 * @ExtendWith(NetworkExtension.class)
 * class HaikuTest {
 *   @Test
 *   void travels(Network net) throws Exception {
 *     NetworkNode a = net.node("a").with(new Haiku());
 *     NetworkNode b = net.node("b").with(new Haiku());
 *     a.agent("ada").broadcast(new Extension("haiku", 1, body, "an old silent pond"));
 *     net.settle();
 *     assertEquals(1, b.agent("bob").inbox().size());
 *   }
 * }
 * }</pre>
 *
 * <p>After the test it closes the network and fails the test when a buffer was leaked, or a thread
 * was started in the test and goes on for more than two seconds after it. A test that fails for any
 * reason tells the seed that repeats it.
 *
 * <p>Tests that run at the same time in one process would be blamed for each other's threads; run
 * them one after the other, which is JUnit's default.
 */
public final class NetworkExtension
    implements BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver,
        TestExecutionExceptionHandler {
  private static final Namespace NAMESPACE = Namespace.create(NetworkExtension.class);

  /** Called by JUnit. */
  public NetworkExtension() {}

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(NAMESPACE).put(LiveThreads.class, LiveThreads.now());
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Network.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Network.class, key -> make(context), Network.class);
  }

  private static Network make(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), Seed.class)
        .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), Seed.class))
        .map(seed -> Network.ofSeed(seed.value()))
        .orElseGet(Network::create);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    Network network = context.getStore(NAMESPACE).get(Network.class, Network.class);
    if (network != null) {
      failure.addSuppressed(new SeedOfFailure(network));
      context.publishReportEntry(Simulation.SEED_PROPERTY, String.valueOf(network.seed()));
    }
    throw failure;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Network network = context.getStore(NAMESPACE).remove(Network.class, Network.class);
    LiveThreads before = context.getStore(NAMESPACE).remove(LiveThreads.class, LiveThreads.class);
    Optional<AssertionError> leak = Optional.empty();
    if (network != null) {
      try {
        network.close();
      } catch (AssertionError e) {
        leak = Optional.of(e);
      }
    }
    before.assertNoMore();
    leak.ifPresent(
        e -> {
          throw e;
        });
  }

  /** Says in the stack trace of a failure how to repeat it. */
  private static final class SeedOfFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    SeedOfFailure(Network network) {
      super(
          "the network had the seed %d; -D%s=%d repeats this, virtual time was %s"
              .formatted(network.seed(), Simulation.SEED_PROPERTY, network.seed(), network.now()),
          null,
          false,
          false);
    }
  }
}
