import { NoteCategories } from "#components/settings/note-categories/note-categories.tsx";

export default function NoteCategoriesPage() {
  return <NoteCategories />;
}
