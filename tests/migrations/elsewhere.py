"""The tests of others that our cases stand for, by their names: those that are not covered are named on the page."""

from __future__ import annotations

_DJANGO = """
    new_model old_model add_field add_field_before_generated_field add_fk_before_generated_field remove_field
    alter_field alter_field_to_not_null_with_default alter_field_to_not_null_without_default
    alter_field_to_not_null_oneoff_default rename_field rename_field_preserved_db_column
    rename_related_field_preserved_db_column rename_field_with_renamed_model rename_model rename_model_case
    renamed_referenced_m2m_model_case rename_model_with_renamed_rel_field
    rename_model_with_fks_in_different_position rename_model_reverse_relation_dependencies fk_dependency
    same_app_no_fk_dependency circular_fk_dependency same_app_circular_fk_dependency
    same_app_circular_fk_dependency_with_unique_together_and_indexes alter_db_table_add alter_db_table_change
    alter_db_table_remove alter_db_table_no_changes keep_db_table_with_model_change
    alter_db_table_with_model_change identical_regex_doesnt_alter different_regex_does_alter
    create_model_with_indexes add_indexes remove_indexes rename_indexes order_fields_indexes
    create_model_with_check_constraint add_constraints add_constraints_with_new_model add_index_with_new_model
    alter_constraint remove_constraints constraint_dropped_and_recreated add_unique_together remove_unique_together
    unique_together_remove_fk unique_together_no_changes unique_together_ordering add_field_and_unique_together
    create_model_and_unique_together remove_field_and_unique_together alter_field_and_unique_together
    partly_alter_unique_together_increase partly_alter_unique_together_decrease rename_field_and_unique_together
    add_field_with_default replace_string_with_foreignkey foreign_key_removed_before_target_model add_many_to_many
    alter_many_to_many concrete_field_changed_to_many_to_many many_to_many_changed_to_concrete_field
    non_circular_foreignkey_dependency_removal alter_model_options alter_fk_before_model_deletion
    add_blank_textfield_and_charfield add_non_blank_textfield_and_charfield
"""
DJANGO_COVERED = frozenset(_DJANGO.split())
"""In `tests/migrations/test_autodetector.py` of Django 5.2, without `test_`."""
