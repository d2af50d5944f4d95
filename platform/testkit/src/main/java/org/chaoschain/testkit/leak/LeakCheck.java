// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.leak;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class when Netty's leak detector has found buffers that nobody released. Put
 * {@code @ExtendWith(LeakCheck.class)} on the class. It sets the detection to {@code paranoid}:
 * every buffer is followed.
 *
 * <p>It has to be loaded before the first buffer of the JVM is made; as an extension of a test
 * class it is.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
  private static final List<String> LEAKS = new ArrayList<>();
  private static final int ROUNDS = 2;
  private static final long COLLECTION_MILLIS = 5_000;

  static {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
  }

  /** Called by JUnit. */
  public LeakCheck() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    found();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    List<String> leaks = found();
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          "%s left %d buffers unreleased; the first: %s"
              .formatted(context.getDisplayName(), leaks.size(), leaks.get(0)));
    }
  }

  /** The leaks that were found since the last call, after a garbage collection. */
  public static List<String> found() {
    for (int i = 0; i < ROUNDS; i++) {
      collectGarbage();
      // the detector looks at what was collected when the next buffer is made
      UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
      ByteBufAllocator.DEFAULT.directBuffer(1).release();
    }
    synchronized (LEAKS) {
      List<String> found = List.copyOf(LEAKS);
      LEAKS.clear();
      return found;
    }
  }

  private static void collectGarbage() {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PhantomReference<Object> canary = new PhantomReference<>(new Object(), queue);
    System.gc();
    try {
      if (queue.remove(COLLECTION_MILLIS) != canary) {
        throw new AssertionError("no garbage collection within " + COLLECTION_MILLIS + " ms");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void add(String leak) {
    synchronized (LEAKS) {
      LEAKS.add(leak);
    }
  }

  private static final class Factory extends ResourceLeakDetectorFactory {
    @Override
    @SuppressWarnings("deprecation")
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval, long maxActive) {
      return new Detector<>(resource, samplingInterval);
    }

    @Override
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
        Class<T> resource, int samplingInterval) {
      return new Detector<>(resource, samplingInterval);
    }
  }

  private static final class Detector<T> extends ResourceLeakDetector<T> {
    Detector(Class<?> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected boolean needReport() {
      return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      add(resourceType + records);
      super.reportTracedLeak(resourceType, records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      add(resourceType + " (untraced)");
      super.reportUntracedLeak(resourceType);
    }
  }
}
