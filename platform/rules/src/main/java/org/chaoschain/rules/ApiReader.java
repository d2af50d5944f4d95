// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.chaoschain.rules.Api.ApiPackage;
import org.chaoschain.rules.Api.ApiType;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;

/** Reads an {@link Api} from class files. */
final class ApiReader {
  private static final String VERSION = "Lorg/osgi/annotation/versioning/Version;";

  private final Set<String> exported;
  private final Map<String, String> versions = new HashMap<>();
  private final Map<String, ApiTypeVisitor> types = new HashMap<>();

  private ApiReader(Set<String> exported) {
    this.exported = exported;
  }

  /**
   * Reads what is visible.
   *
   * @param classFiles the bytes of all class files of a module, {@code module-info} or not
   * @param exported names of the packages that are offered
   */
  static Api read(Iterable<byte[]> classFiles, Set<String> exported) {
    ApiReader reader = new ApiReader(exported);
    classFiles.forEach(reader::read);
    return reader.api();
  }

  private void read(byte[] bytes) {
    ClassReader in = new ClassReader(bytes);
    String name = in.getClassName().replace('/', '.');
    String inPackage = ClassFile.packageOf(name);
    if (!exported.contains(inPackage)) {
      return;
    }
    int skipped = ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES;
    if (name.endsWith(".package-info")) {
      in.accept(new VersionVisitor(inPackage), skipped);
    } else {
      ApiTypeVisitor visitor = new ApiTypeVisitor();
      in.accept(visitor, skipped);
      types.put(name, visitor);
    }
  }

  private Api api() {
    SortedMap<String, ApiPackage> packages = new TreeMap<>();
    for (String each : exported) {
      SortedMap<String, ApiType> visible = new TreeMap<>();
      types.forEach(
          (name, visitor) -> {
            if (ClassFile.packageOf(name).equals(each) && visible(visitor)) {
              visible.put(name, visitor.type());
            }
          });
      packages.put(each, new ApiPackage(each, versions.getOrDefault(each, ""), visible));
    }
    return new Api(packages);
  }

  /** Whether it and all types around it can be seen from outside. */
  private boolean visible(ApiTypeVisitor type) {
    if (!type.isVisible()) {
      return false;
    }
    ApiTypeVisitor outer = types.get(type.outer());
    return type.outer().isEmpty() || (outer != null && visible(outer));
  }

  /** Finds {@code @Version} of a {@code package-info}. */
  private final class VersionVisitor extends ClassVisitor {
    private final String inPackage;

    VersionVisitor(String inPackage) {
      super(Opcodes.ASM9);
      this.inPackage = inPackage;
    }

    @Override
    public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
      if (!descriptor.equals(VERSION)) {
        return null;
      }
      return new AnnotationVisitor(Opcodes.ASM9) {
        @Override
        public void visit(String name, Object value) {
          versions.put(inPackage, String.valueOf(value));
        }
      };
    }
  }

  /** The words of a list, joined. */
  static String joined(String separator, List<String> words) {
    List<String> rest = new ArrayList<>(words);
    rest.removeIf(String::isEmpty);
    return String.join(separator, rest);
  }
}
