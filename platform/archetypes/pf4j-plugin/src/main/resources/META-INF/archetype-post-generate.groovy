// SPDX-License-Identifier: Apache-2.0
// Looks at what was asked for. What a compiler or a node would refuse later is refused here, and nothing is left of it.
def keywords = ('abstract assert boolean break byte case catch char class const continue default do double else enum extends final ' +
    'finally float for goto if implements import instanceof int interface long native new package private protected public return ' +
    'short static strictfp super switch synchronized this throw throws transient try void volatile while true false null').tokenize()
def rules = [
    ['package', '[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*)+', 'two or more words of a-z 0-9 _ with dots between them', 'org.example.haiku'],
    ['className', '[A-Z][A-Za-z0-9]{0,63}', 'a name of a class, up to 64 letters and digits, a capital first', 'Haiku'],
    ['typeName', '[a-z0-9./-]{1,64}', '1 to 64 characters of a-z 0-9 - . /', 'haiku'],
    ['agentName', '[a-z0-9_.-]{1,64}', '1 to 64 characters of a-z 0-9 - _ .', 'poet'],
    ['version', '[0-9]+([.][0-9]+){0,2}([.-][A-Za-z0-9_-]+)?', 'a version that OSGi can order, one to three numbers', '1.0.0'],
    ['pluginId', '[A-Za-z0-9_-]+([.][A-Za-z0-9_-]+)*', 'words of letters, digits, - and _ with dots between them', 'haiku']
]
def found = []
rules.each { name, rule, words, example ->
  def value = request.properties[name]
  if (value == null || !(value ==~ rule)) {
    found << "-D${name}=${value}: must be ${words}, such as ${example}".toString()
  }
}
def name = request.properties['package']
def reserved = name.tokenize('.').findAll { it in keywords }
if (reserved) {
  found << "-Dpackage=${name}: '${reserved[0]}' is a word of Java and cannot be part of a package's name".toString()
}
if (name == 'org.chaoschain' || name.startsWith('org.chaoschain.')) {
  found << "-Dpackage=${name}: org.chaoschain is the node's own; a node refuses a plugin with classes there".toString()
}
if (found) {
  new File(request.outputDirectory, request.artifactId).deleteDir()
  throw new IllegalArgumentException('nothing was generated:\n  ' + found.join('\n  '))
}
