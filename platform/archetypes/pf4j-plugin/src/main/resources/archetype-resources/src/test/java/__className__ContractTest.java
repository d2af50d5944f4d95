package ${package};

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.testkit.plugin.contract.MessageTypeContract;

/** What a node expects of every message type, tried on this one. */
class ${className}ContractTest extends MessageTypeContract {
  @Override
  protected MessageType newType() {
    return new ${className}();
  }

  @Override
  protected List<Extension> good() {
    return List.of(${className}.of("hello"), ${className}.of("two\nlines"));
  }

  @Override
  protected List<Extension> bad() {
    return List.of(
        ${className}.of(" "),
        new Extension(${className}.TYPE, 1, Bytes.copyOf((byte) 0xff), "no UTF-8"),
        new Extension(${className}.TYPE, 2, Bytes.EMPTY, "a newer form"));
  }
}
