"""Run by Debian's own Python, which has QGIS: open a project as a user does, and tell what is there as JSON.

Usage: in_qgis.py PROJECT [--picture FILE] [--edit LAYER KEY-COLUMN KEY COLUMN VALUE]
"""

import json
import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import (
    QgsApplication,
    QgsLayoutExporter,
    QgsProject,
)


def told(layer) -> dict:
    fields = layer.fields()
    choices, rules = {}, {}
    for at, field in enumerate(fields):
        setup = layer.editorWidgetSetup(at)
        if setup.type() == "ValueMap":
            pairs = [pair for one in setup.config()["map"] for pair in one.items()]
            choices[field.name()] = {value: name for name, value in pairs}
        rules[field.name()] = layer.constraintExpression(at)
    return {
        "valid": layer.isValid(),
        "rows": layer.featureCount(),
        "renderer": layer.renderer().type(),
        "labels": layer.labelsEnabled(),
        "title": layer.name(),
        "aliases": {field.name(): layer.attributeAlias(at) for at, field in enumerate(fields)},
        "choices": choices,
        "rules": {name: rule for name, rule in rules.items() if rule},
        "defaults": {
            field.name(): layer.defaultValueDefinition(at).expression()
            for at, field in enumerate(fields)
            if layer.defaultValueDefinition(at).expression()
        },
    }


def edit(project, table: str, by: str, key: str, column: str, value: str) -> list:
    """Change one cell in the layer's edit session, and save it as the tool bar does."""
    (layer,) = [one for one in project.mapLayers().values() if one.source().endswith(f"layername={table}")]
    assert layer.startEditing()
    for feature in layer.getFeatures():
        if str(feature[by]) == key:
            layer.changeAttributeValue(feature.id(), layer.fields().indexOf(column), value)
    layer.commitChanges()
    return layer.commitErrors()


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    project, words = QgsProject.instance(), sys.argv[2:]
    read = project.read(sys.argv[1])
    said = {
        "read": read,
        "error": project.error(),
        "title": project.title(),
        "crs": project.crs().authid(),
        "layers": {one.id().removeprefix("gisplan_"): told(one) for one in project.mapLayers().values()},
        "order": [one.name() for one in project.layerTreeRoot().layerOrder()],
        "layouts": [one.name() for one in project.layoutManager().printLayouts()],
    }
    if words[:1] == ["--edit"]:
        said["errors"] = edit(project, *words[1:])
    if words[:1] == ["--picture"]:
        layout = project.layoutManager().layoutByName("gisplan")
        said["items"] = sorted(
            item.id() for item in layout.items() if getattr(item, "id", None) and item.id()
        )
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = 100
        said["exported"] = (
            QgsLayoutExporter(layout).exportToImage(words[1], settings) == QgsLayoutExporter.Success
        )
    print(json.dumps(said, ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)  # QGIS falls over its own feet where Python ends without a window


main()
