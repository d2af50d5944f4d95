package ${package};

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import javax.inject.Inject;
import org.chaoschain.testkit.pax.NodeInContainer;
import org.chaoschain.testkit.pax.PackedNode;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.BundleContext;

/** The jar in the packed node: all of its bundles, in a framework, in this process. */
@RunWith(PaxExam.class)
public class ${className}InNodeIT {
  @Inject private BundleContext context;

  @Configuration
  public Option[] node() {
    return new Option[] {
      PackedNode.fromProperties().option(),
      CoreOptions.systemProperty("plugin.jar").value(System.getProperty("plugin.jar"))
    };
  }

  @Test
  public void aMessageThatWaitedIsDeliveredOnceThePluginIsThere() throws Exception {
    try (NodeInContainer node = NodeInContainer.start(context)) {
      String ada = node.agent("ada");
      String bob = node.agent("bob");
      Map<String, Object> message =
          Map.of(
              "from", ada, "to", bob, "type", "extension", "extension", ${className}.TYPE, "body",
              "hello", "fallback", "hello in short");
      assertEquals("parked", node.ask("send", message).get(0).get("status"));

      node.install(Path.of(System.getProperty("plugin.jar")));
      node.await("delivered", () -> node.messages("delivered").size() == 1);
      assertEquals("hello", node.messages("delivered").get(0).get("text"));

      node.remove("${symbolicName}");
      node.await("the type is gone", () -> node.type("extension/" + ${className}.TYPE).isEmpty());
      assertTrue(node.messages("rejected").isEmpty());
    }
  }
}
